"""The exit codes of `usine`: 0 done, 1 refused, 2 wrong usage, 130 interrupted."""

import pytest

from usine import cli


def code_of(*arguments: str) -> int:
    try:
        cli.main(arguments)
    except SystemExit as exited:
        return int(exited.code or 0)
    return 0


def test_done_is_0(capsys):
    assert code_of("diffsettings", "--output", "unified") == 0
    assert "ROOT_URLCONF" in capsys.readouterr().out


def test_without_a_command_it_lists_them(capsys):
    assert code_of() == 0
    assert "verify_ledger" in capsys.readouterr().out


def test_refused_is_1(capsys, tmp_path):
    assert code_of("load_geography", "--package", str(tmp_path)) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err != ""


@pytest.mark.parametrize("arguments", [("frobnicate",), ("help", "frobnicate")])
def test_an_unknown_command_is_2(arguments, capsys):
    assert code_of(*arguments) == 2
    refusal = "Commande inconnue : frobnicate. Liste des commandes : usine help\n"
    assert tuple(capsys.readouterr()) == ("", refusal)


def test_an_unknown_option_is_2(capsys):
    assert code_of("verify_ledger", "--frobnicate") == 2
    assert "--frobnicate" in capsys.readouterr().err


def test_interrupted_is_130(monkeypatch):
    def interrupted(self) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.ManagementUtility, "execute", interrupted)
    assert code_of("verify_ledger") == 130
