using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Limits of a number; null for none.</summary>
/// <param name="Above">The number must be greater than this.</param>
/// <param name="AtLeast">The number must not be less than this.</param>
/// <param name="Below">The number must be less than this.</param>
/// <param name="AtMost">The number must not be greater than this.</param>
internal sealed record NumberRange(double? Above = null, double? AtLeast = null, double? Below = null, double? AtMost = null)
{
    /// <summary>In words, with a leading space: <c> of at least 0 and below 1</c>; empty without limits.</summary>
    public string Words
    {
        get
        {
            string?[] limits =
            [
                Above is double above ? $"above {CoreNumber.Text(above)}" : null,
                AtLeast is double atLeast ? $"of at least {CoreNumber.Text(atLeast)}" : null,
                Below is double below ? $"below {CoreNumber.Text(below)}" : null,
                AtMost is double atMost ? $"up to {CoreNumber.Text(atMost)}" : null,
            ];
            string words = string.Join(" and ", limits.OfType<string>());
            return words.Length == 0 ? "" : " " + words;
        }
    }

    /// <summary>What is wrong with a number; null where it is within the limits.</summary>
    public string? Problem(double value) =>
        value <= Above ? $"is not above {CoreNumber.Text(Above.Value)}"
        : value < AtLeast ? $"is below {CoreNumber.Text(AtLeast.Value)}"
        : value >= Below ? $"is not below {CoreNumber.Text(Below.Value)}"
        : value > AtMost ? $"is above {CoreNumber.Text(AtMost.Value)}"
        : null;

    public JsonObject AddTo(JsonObject schema)
    {
        Add("exclusiveMinimum", Above);
        Add("minimum", AtLeast);
        Add("exclusiveMaximum", Below);
        Add("maximum", AtMost);
        return schema;

        void Add(string keyword, double? limit)
        {
            if (limit is double value)
            {
                schema[keyword] = value;
            }
        }
    }
}
