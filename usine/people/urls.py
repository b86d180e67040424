from django.urls import path

from .views import accounts, bodies, deputies, leaving, session

app_name = "people"

urlpatterns = [
    path("connexion/", session.SignIn.as_view(), name="sign_in"),
    path("deconnexion/", session.SignOut.as_view(), name="sign_out"),
    path("mon-compte/", session.account, name="account"),
    path("mon-compte/mot-de-passe/", session.ChangePassword.as_view(), name="change_password"),
    path("mot-de-passe-oublie/", session.ForgottenPassword.as_view(), name="forgotten_password"),
    path(
        "mot-de-passe-oublie/envoye/",
        session.ForgottenPasswordSent.as_view(),
        name="forgotten_password_sent",
    ),
    path(
        "mot-de-passe/<uidb64>/<token>/",
        session.ChoosePassword.as_view(),
        name="choose_password",
    ),
    path("comptes/", accounts.people_list, name="people"),
    path("comptes/inviter/", accounts.invite, name="invite"),
    path("comptes/<int:pk>/", accounts.person, name="person"),
    path("comptes/<int:pk>/mandat/", accounts.grant_mandate, name="grant_mandate"),
    path("comptes/<int:pk>/invitation/", accounts.send_invitation, name="send_invitation"),
    path("comptes/<int:pk>/desactiver/", accounts.deactivate, name="deactivate"),
    path("comptes/<int:pk>/effacer/", accounts.forget, name="forget"),
    path("comptes/<int:pk>/reactiver/", accounts.reactivate, name="reactivate"),
    path("mandats/<int:pk>/passation/", leaving.hand_over, name="hand_over"),
    path(
        "mandats/<int:pk>/passation/territoire/",
        leaving.leave_to_place,
        name="leave_to_place",
    ),
    path(
        "mandats/<int:pk>/passation/<int:event>/annuler/",
        leaving.take_back_over,
        name="take_back_over",
    ),
    path("mandats/<int:pk>/fin/", accounts.end_mandate, name="end_mandate"),
    path("territoires/<slug:slug>/suppleants/", deputies.deputies, name="deputies"),
    path("suppleances/<int:pk>/fin/", deputies.end_deputy, name="end_deputy"),
    path("suppleances/<int:pk>/annuler/", deputies.take_back_deputy, name="take_back_deputy"),
    path("comptes/<int:pk>/organisme/", bodies.join_body, name="join_body"),
    path("appartenances/<int:pk>/fin/", bodies.leave_body, name="leave_body"),
    path("reglages/organismes/", bodies.body_list, name="bodies"),
    path("reglages/organismes/ajouter/", bodies.add_body, name="add_body"),
    path("reglages/organismes/<int:pk>/", bodies.change_body, name="change_body"),
    path("mandats/<int:pk>/annuler/", accounts.cancel_mandate, name="cancel_mandate"),
]
