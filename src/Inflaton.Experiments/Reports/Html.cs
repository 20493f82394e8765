using System.Net;
using System.Text;

namespace Inflaton.Experiments.Reports;

/// <summary>HTML text in which everything that comes from files is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder text = new();

    /// <summary>Text as it may stand in an element or a quoted attribute.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Appends markup of our own, unescaped.</summary>
    public Html Raw(string markup)
    {
        text.Append(markup);
        return this;
    }

    /// <summary>Appends an element with escaped text.</summary>
    public Html Element(string tag, string text, string attributes = "") =>
        Raw($"<{tag}{(attributes.Length > 0 ? " " : "")}{attributes}>").Raw(Escape(text)).Raw($"</{tag}>\n");

    /// <summary>Appends a table; the first column heads its rows, columns named with a leading <c>#</c> hold numbers.</summary>
    public Html Table(string caption, string[] columns, IEnumerable<(string Class, string[] Cells)> rows)
    {
        Raw("<div class=\"scroll\"><table>\n").Element("caption", caption).Raw("<thead><tr>");
        foreach (string column in columns)
        {
            Raw($"<th scope=\"col\"{ClassOf(column)}>").Raw(Escape(column.TrimStart('#'))).Raw("</th>");
        }

        Raw("</tr></thead>\n<tbody>\n");
        foreach ((string rowClass, string[] cells) in rows)
        {
            Raw(rowClass.Length > 0 ? $"<tr class=\"{rowClass}\">" : "<tr>");
            for (int i = 0; i < cells.Length; i++)
            {
                string tag = i == 0 ? "th scope=\"row\"" : "td";
                Raw($"<{tag}{ClassOf(columns[i])} data-label=\"{Escape(columns[i].TrimStart('#'))}\">")
                    .Raw(Escape(cells[i].Replace(" × ", "\u00a0×\u00a0", StringComparison.Ordinal)))
                    .Raw(i == 0 ? "</th>" : "</td>");
            }

            Raw("</tr>\n");
        }

        return Raw("</tbody></table></div>\n");
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private static string ClassOf(string column) => column.StartsWith('#') ? " class=\"number\"" : "";
}
