"""placeholder"""
def verify(options):
    return None
