using System.Text.Json;

namespace FunctionalNet.Cli.Tests.Commands;

/// <summary>Malformed and unusual values for fields of a recipe and for command-line arguments.</summary>
internal static class HostileTexts
{
    private static readonly string[] Words =
    [
        string.Empty,
        " ",
        "/dev/zero",
        "/dev/full",
        "no/such/file",
        "\u001b[31mred\u0007",
        "\u202Ereversed",
        "a\nb",
        new('a', 5_000),
    ];

    private static readonly string[] Numbers =
    [
        "NaN",
        "-Infinity",
        "1e-300",
        "1,5",
        "0x10",
        "99999999999999999999",
        "1e999",
        "-1",
    ];

    private static readonly string[] Calls =
    [
        "Dense(3, units: 4)",
        "Dense(2147483647)",
        "Dense(-1)",
        "Dense(1e300)",
        new('(', 20_000),
        string.Concat(Enumerable.Repeat("Residual(", 20_000)),
        string.Concat(Enumerable.Repeat("Relu() >> ", 1_000)),
    ];

    private static readonly string[] Others =
    [
        "\"..\"",
        "\"/\"",
        "null",
        "true",
        "0",
        "-1",
        "0.5",
        "1e-300",
        "-1e300",
        "1e999",
        "2147483647",
        "-2147483648",
        "9223372036854775808",
        "\"\\u0000\"",
        "\"a\\u0000b\"",
        "\"\\ud800\"",
        "[]",
        "{}",
        "[0, 0]",
        "[-1, 3]",
        "[100000, 100000]",
        "[2147483647, 2147483647]",
        "[\"a\", null]",
        "{\"a\": 1, \"a\": 2}",
        new string('[', 20_000),
    ];

    /// <summary>Gets values for arguments, without those that a shell cannot pass, such as the character 0.</summary>
    public static IEnumerable<string> Arguments => [.. Words, .. Numbers];

    /// <summary>
    /// Values for a field of a recipe, as valid or invalid JSON. Only three fields parse their text as a call or its numbers.
    /// </summary>
    public static IEnumerable<string> Values(string field)
    {
        IEnumerable<string> calls = field is "model" or "loss" or "optimizer" ? [.. Numbers, .. Calls] : [];
        return [.. Words.Concat(calls).Select(word => JsonSerializer.Serialize(word)), .. Others];
    }
}
