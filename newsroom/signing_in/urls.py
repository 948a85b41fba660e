"""The addresses of an account, below /admin/account/: what the desk uses of allauth, no more."""

from django.contrib import admin
from django.urls import path

from newsroom.signing_in import account, views

desk = admin.site.admin_view

urlpatterns = [
    path("", desk(account.account), name="account"),
    path("sign-out-elsewhere/", desk(account.sign_out_elsewhere), name="sign_out_elsewhere"),
    path("code/", views.Code.as_view(), name="mfa_authenticate"),
    path("again/", desk(views.Password.as_view()), name="account_reauthenticate"),
    path("again/code/", desk(views.CodeAgain.as_view()), name="mfa_reauthenticate"),
    path("second-step/", desk(views.SetUp.as_view()), name="mfa_activate_totp"),
    path("second-step/picture.svg", desk(views.picture), name="mfa_picture"),
    path("second-step/off/", desk(views.TurnOff.as_view()), name="mfa_deactivate_totp"),
    path("codes/", desk(views.RecoveryCodes.as_view()), name="mfa_view_recovery_codes"),
    path("codes/new/", desk(views.NewRecoveryCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("codes/file/", desk(views.codes_as_file), name="mfa_download_recovery_codes"),
    path("password/", views.new_password, name="admin_password_reset"),
    path("password/sent/", views.new_password_sent, name="password_reset_done"),
    path("password/<uidb64>/<token>/", views.choose_password, name="password_reset_confirm"),
    path("password/chosen/", views.password_chosen, name="password_reset_complete"),
]
