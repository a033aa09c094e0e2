"""`recto completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command(short_help="Print what makes your shell complete commands.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print a script by which the shell completes commands, options and paths of Recto.

    \b
    recto completion bash > ~/.local/share/bash-completion/completions/recto
    recto completion fish > ~/.config/fish/completions/recto.fish
    echo 'source <(recto completion zsh)' >> ~/.zshrc
    """
    made = get_completion_class(shell)
    assert made  # noqa: S101  # click knows the three
    group = context.find_root().command
    script = made(group, {}, "recto", "_RECTO_COMPLETE").source()
    click.echo(f"{_ZSH}\n{script}" if shell == "zsh" else script)


_ZSH = "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit; }"
"""A new .zshrc has not begun zsh's completion, and `compdef` is a part of it."""
