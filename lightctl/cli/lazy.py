"""A group that knows its commands by name and imports them only when they are called."""

import importlib

import click


class LazyGroup(click.Group):
    """Commands by name: `module:attribute`, and the line that `--help` shows without importing it.

    A command without a line is for lightctl's own processes and is not shown.
    """

    def __init__(self, *args: object, lazily: dict[str, tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._lazily = lazily

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._lazily)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self._lazily:
            return None
        module, attribute = self._lazily[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(error.message + self._did_you_mean(args[0]), ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in self._lazily.items() if words])

    def _did_you_mean(self, word: str) -> str:
        import difflib

        close = difflib.get_close_matches(word, self._lazily, n=1)
        return f" Did you mean '{close[0]}'?" if close else ""
