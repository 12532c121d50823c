"""What most would build first: a header, a footer and a table of 20 numbers."""

from textual.app import App, ComposeResult
from textual.widgets import DataTable, Footer, Header


class Table(App[None]):
    def compose(self) -> ComposeResult:
        yield Header()
        table: DataTable[str] = DataTable(cursor_type="row")
        table.add_columns("Number", "Description", "Account", "State")
        for index in range(20):
            table.add_row(
                f"01 99 00 00 {index:02}", f"Line number {index}", "ab12345-ovh-1", "no configuration"
            )
        yield table
        yield Footer()


if __name__ == "__main__":
    Table().run()
