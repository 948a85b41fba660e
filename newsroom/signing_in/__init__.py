"""Coming in to the desk: name and password, the code from a phone, and how long it holds.

django-allauth signs in and knows the second step, django-axes locks after too many tries;
here is what the desk adds and how its pages look. `authors.signins` keeps the log.
"""
