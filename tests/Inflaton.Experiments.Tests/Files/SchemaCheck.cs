using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Inflaton.Experiments.Tests.Files;

/// <summary>As much of JSON Schema as the generated schemas use; an unknown keyword is an error.</summary>
internal static class SchemaCheck
{
    public static IEnumerable<string> Problems(JsonNode schema, JsonNode? value, string path = "$", JsonNode? root = null)
    {
        root ??= schema;
        foreach ((string keyword, JsonNode? rule) in schema.AsObject())
        {
            IEnumerable<string> problems = keyword switch
            {
                "$schema" or "$defs" or "title" or "description" or "default" => [],
                "$ref" => Problems(root["$defs"]![$"{rule}"["#/$defs/".Length..]]!, value, path, root),
                "type" => IsType(rule!, value) ? [] : [$"{path} is not {rule}"],
                "enum" => rule!.AsArray().Any(option => JsonNode.DeepEquals(option, value)) ? [] : [$"{path} is not one of {rule}"],
                "minimum" => Number(value) >= Number(rule) ? [] : [$"{path} is below {rule}"],
                "maximum" => Number(value) <= Number(rule) ? [] : [$"{path} is above {rule}"],
                "exclusiveMinimum" => Number(value) > Number(rule) ? [] : [$"{path} is not above {rule}"],
                "exclusiveMaximum" => Number(value) < Number(rule) ? [] : [$"{path} is not below {rule}"],
                "pattern" => Regex.IsMatch(value!.GetValue<string>(), rule!.GetValue<string>()) ? [] : [$"{path} does not match {rule}"],
                "minItems" => value is not JsonArray list || list.Count >= Number(rule) ? [] : [$"{path} is too short"],
                "uniqueItems" =>
                    value is not JsonArray set || set.Distinct(Equality).Count() == set.Count ? [] : [$"{path} repeats an item"],
                "items" => value is JsonArray items ? items.SelectMany((item, i) => Problems(rule!, item, $"{path}[{i}]", root)) : [],
                "required" => value is JsonObject holder
                    ? rule!.AsArray().Where(key => !holder.ContainsKey($"{key}")).Select(key => $"{path} lacks {key}")
                    : [],
                "properties" => value is JsonObject known
                    ? known.Where(one => rule![one.Key] is not null)
                    .SelectMany(one => Problems(rule![one.Key]!, one.Value, $"{path}.{one.Key}", root))
                    : [],
                "additionalProperties" => Additional(schema, rule!, value, path, root),
                "propertyNames" => value is JsonObject named
                    ? named.SelectMany(one => Problems(rule!, JsonValue.Create(one.Key), $"{path}.{one.Key}", root))
                    : [],
                "oneOf" =>
                    rule!.AsArray().Count(one => !Problems(one!, value, path, root).Any()) == 1 ? [] : [$"{path} is not exactly one"],
                "anyOf" => rule!.AsArray().Any(one => !Problems(one!, value, path, root).Any()) ? [] : [$"{path} is none of the kinds"],
                _ => [$"{path}: the check does not know {keyword}"],
            };
            foreach (string problem in problems)
            {
                yield return problem;
            }
        }
    }

    private static EqualityComparer<JsonNode?> Equality { get; } = EqualityComparer<JsonNode?>.Create(JsonNode.DeepEquals, node => 0);

    private static IEnumerable<string> Additional(JsonNode schema, JsonNode rule, JsonNode? value, string path, JsonNode root)
    {
        IEnumerable<KeyValuePair<string, JsonNode?>> others =
            value is JsonObject section ? section.Where(one => schema["properties"]?[one.Key] is null) : [];
        return rule.GetValueKind() == JsonValueKind.False
            ? others.Select(one => $"{path} has {one.Key}")
            : others.SelectMany(one => Problems(rule, one.Value, $"{path}.{one.Key}", root));
    }

    private static bool IsType(JsonNode rule, JsonNode? value) => rule is JsonArray either
        ? either.Any(one => IsType(one!, value))
        : rule.GetValue<string>() switch
        {
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "string" => value?.GetValueKind() == JsonValueKind.String,
            "number" => value?.GetValueKind() == JsonValueKind.Number,
            "integer" => value?.GetValueKind() == JsonValueKind.Number && double.IsInteger(Number(value)),
            "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
            _ => false,
        };

    private static double Number(JsonNode? value) => double.Parse(value!.ToJsonString());
}
