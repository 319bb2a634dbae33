"""A reminder names the record it is about: until now always a matter."""


def migrate(cr, version):
    cr.execute(
        """
        ALTER TABLE duban_reminder
            ADD COLUMN IF NOT EXISTS res_model varchar,
            ADD COLUMN IF NOT EXISTS res_id integer,
            ADD COLUMN IF NOT EXISTS key varchar,
            ADD COLUMN IF NOT EXISTS company_id integer;
        ALTER TABLE duban_digest ADD COLUMN IF NOT EXISTS date_created timestamp;
        UPDATE duban_digest SET date_created = create_date
        """
    )
    cr.execute(
        """
        UPDATE duban_reminder r
           SET res_model = 'duban.matter', res_id = r.matter_id, key = '', company_id = m.company_id
          FROM duban_matter m
         WHERE m.id = r.matter_id AND r.res_model IS NULL
        """
    )
