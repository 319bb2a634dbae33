"""placeholder"""
def main(found):
    raise NotImplementedError
