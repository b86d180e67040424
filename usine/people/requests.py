"""What views are given once the middleware has asked to sign in."""

from django.http import HttpRequest

from .models import User


class SignedInRequest(HttpRequest):
    user: User
