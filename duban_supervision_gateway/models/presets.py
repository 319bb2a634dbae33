"""What the published descriptions of common services say, as values of the generic gateway.

Addresses, names of fields and codes follow the services' own documents; whether a service still answers so is found
out with the button Test, on the institution's own account.
"""

PRESETS = {
    "dingtalk": {
        "name": "钉钉",
        "address_kind": "mobile",
        "base_url": "https://oapi.dingtalk.com",
        "token_url": "/gettoken?appkey={{app_id}}&appsecret={{secret}}",
        "token_path": "access_token",
        "token_seconds_path": "expires_in",
        "lookup_url": "/topapi/v2/user/getbymobile?access_token={{token}}",
        "lookup_body": '{"mobile": "{{to}}"}',
        "lookup_path": "result.userid",
        "send_url": "/topapi/message/corpconversation/asyncsend_v2?access_token={{token}}",
        "send_body": """{
  "agent_id": "填写应用的 AgentId",
  "userid_list": "{{to}}",
  "msg": {"msgtype": "action_card", "action_card": {
    "title": "{{kind_text}}：{{title}}",
    "markdown": "**{{kind_text}}**  \\n{{title}}  \\n{{due}} {{text}}",
    "single_title": "打开办理", "single_url": "{{url}}"}}
}""",
        # its gateway wraps what is wrong into errcode 88, and says what it is beside
        "sent_path": "sub_code, errcode",
        "sent_value": "0",
        "id_path": "task_id",
        "words_path": "sub_msg, errmsg",
        "retry_values": "-1, 88, 90002, 90006, 90018",
        "token_values": "40001, 40014, 42001",
    },
    "feishu": {
        "name": "飞书",
        "address_kind": "mobile",
        "base_url": "https://open.feishu.cn",
        "headers": "Authorization: Bearer {{token}}",
        "token_url": "/open-apis/auth/v3/tenant_access_token/internal",
        "token_body": '{"app_id": "{{app_id}}", "app_secret": "{{secret}}"}',
        "token_path": "tenant_access_token",
        "token_seconds_path": "expire",
        "lookup_url": "/open-apis/contact/v3/users/batch_get_id?user_id_type=open_id",
        "lookup_body": '{"mobiles": ["{{to}}"]}',
        "lookup_path": "data.user_list.0.user_id",
        "send_url": "/open-apis/im/v1/messages?receive_id_type=open_id",
        "send_body": """{
  "receive_id": "{{to}}", "msg_type": "interactive", "uuid": "duban-{{number}}",
  "content": "json:{\\"header\\": {\\"title\\": {\\"tag\\": \\"plain_text\\", \\"content\\": \\"{{kind_text}}\\"}}, \
\\"elements\\": [{\\"tag\\": \\"div\\", \\"text\\": {\\"tag\\": \\"plain_text\\", \
\\"content\\": \\"{{title}} {{due}} {{text}}\\"}}, {\\"tag\\": \\"action\\", \\"actions\\": [{\\"tag\\": \\"button\\", \
\\"type\\": \\"primary\\", \\"url\\": \\"{{url}}\\", \\"text\\": {\\"tag\\": \\"plain_text\\", \
\\"content\\": \\"打开办理\\"}}]}]}"
}""",
        "sent_path": "code",
        "sent_value": "0",
        "id_path": "data.message_id",
        "words_path": "msg",
        "retry_values": "99991400, 230020",
        "token_values": "99991663, 99991664, 99991668",
    },
    "sms_aliyun": {
        "name": "短信（阿里云）",
        "address_kind": "mobile",
        "sign_kind": "aliyun",
        "base_url": "https://dysmsapi.aliyuncs.com",
        "send_url": "/",
        "send_body": """{
  "Action": "SendSms", "Version": "2017-05-25", "RegionId": "cn-hangzhou",
  "PhoneNumbers": "{{to}}", "SignName": "填写短信签名", "TemplateCode": "填写模板编号",
  "TemplateParam": "json:{\\"kind\\": \\"{{kind_text}}\\", \\"count\\": \\"{{count}}\\"}", "OutId": "{{number}}"
}""",
        "sent_path": "Code",
        "sent_value": "OK",
        "id_path": "BizId",
        "words_path": "Message",
        "retry_values": "isv.BUSINESS_LIMIT_CONTROL, isp.SYSTEM_ERROR, Throttling.User",
    },
    "sms_tencent": {
        "name": "短信（腾讯云）",
        "address_kind": "mobile",
        "sign_kind": "tencent",
        "base_url": "https://sms.tencentcloudapi.com",
        "send_url": "/",
        "send_body": """{
  "Action": "SendSms", "Version": "2021-01-11", "Region": "ap-guangzhou",
  "PhoneNumberSet": ["{{to}}"], "SmsSdkAppId": "填写应用编号", "SignName": "填写短信签名",
  "TemplateId": "填写模板编号", "TemplateParamSet": ["{{kind_text}}", "{{count}}"], "SessionContext": "{{number}}"
}""",
        "sent_path": "Response.SendStatusSet.0.Code, Response.Error.Code",
        "sent_value": "Ok",
        "id_path": "Response.SendStatusSet.0.SerialNo",
        "words_path": "Response.SendStatusSet.0.Message, Response.Error.Message",
        "retry_values": "LimitExceeded.PhoneNumberDailyLimit, InternalError, InternalError.Timeout, "
        "RequestLimitExceeded",
    },
    "portal": {
        "name": "统一待办",
        "purpose": "todos",
        "may_opt_out": False,
        "headers": "Authorization: Bearer {{secret}}",
        "send_url": "/todos",
        "send_body": '{"id": "{{key}}", "app": "{{app_id}}", "user": "{{to}}", "title": "{{title}}", '
        '"type": "{{kind_text}}", "due": "{{due}}", "url": "{{url}}", "state": "open"}',
        "update_url": "/todos",
        "update_body": '{"id": "{{key}}", "app": "{{app_id}}", "user": "{{to}}", "title": "{{title}}", '
        '"type": "{{kind_text}}", "due": "{{due}}", "url": "{{url}}", "state": "open"}',
        "close_url": "/todos/close",
        "close_body": '{"id": "{{key}}", "app": "{{app_id}}", "user": "{{to}}", "state": "done"}',
        "sent_path": "code",
        "sent_value": "0, 200",
        "words_path": "message",
        "retry_values": "429, 503",
    },
}
