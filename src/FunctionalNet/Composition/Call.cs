using System.Globalization;
using System.Reflection;

namespace FunctionalNet;

/// <summary>
/// The text of a layer, loss, transform, schedule or initializer: the call that makes it, such as <c>Dense(256, Bias: false)</c>.
/// It is read from the record's constructor, so that a user's records have it too.
/// </summary>
internal static class Call
{
    /// <summary>The call. Arguments at their defaults are left out; the ones behind them are named.</summary>
    public static string Of(object made)
    {
        var type = made.GetType();
        var parameters =
            type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)?.GetParameters() ?? [];
        var arguments = new List<string>();
        var isGap = false;
        foreach (var parameter in parameters)
        {
            var value = Value(made, parameter);
            if (parameter.HasDefaultValue && Equals(value, parameter.DefaultValue))
            {
                isGap = true;
                continue;
            }

            arguments.Add(isGap ? $"{parameter.Name}: {Text(value)}" : Text(value));
        }

        return $"{type.Name.Split('`')[0]}({string.Join(", ", arguments)})";
    }

    private static object? Value(object made, ParameterInfo parameter) =>
        made.GetType().GetProperty(parameter.Name!)?.GetValue(made);

    private static string Text(object? value) =>
        value switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            Delegate => "...",
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };
}
