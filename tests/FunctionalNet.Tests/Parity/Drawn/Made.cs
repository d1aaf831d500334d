using System.Reflection;
using System.Text.Json;
using static FunctionalNet.Net;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>
/// Makes layers, losses, optimizers and schedules from calls in JSON: {name: options by parameter name}, or a list of calls.
/// </summary>
/// <remarks><see cref="Calls"/> cannot be used, because its text format has no lists.</remarks>
internal static class Made
{
    // Factories that take lists or functions, and objects made by operators or methods.
    private static readonly Dictionary<string, Func<JsonElement, object>> Others = new(StringComparer.Ordinal)
    {
        ["AdaptiveAveragePool"] = o => AdaptiveAveragePool(Ints(o, "sizes")),
        ["AdaptiveMaxPool"] = o => AdaptiveMaxPool(Ints(o, "sizes")),
        ["Reshape"] = o => Reshape(Ints(o, "sample")),
        ["Transpose"] = o => Transpose(Ints(o, "permutation")),
        ["Pad"] = o => Pad(Ints(o, "before"), Ints(o, "after"), Mode(o), Number(o, "value")),
        ["ZeroPad"] = o => ZeroPad(Ints(o, "around")),
        ["Concat"] = o => Concat((int)Number(o, "axis"), Layers(o)),
        ["Sum"] = o => Sum(Layers(o)),
        ["InParallel"] = o =>
            InParallel(
                (int)Number(o, "axis"),
                [.. Items(o, "parts").Select(part => (part[0].GetInt32(), Of<Layer>(part[1])))]
            ),
        ["Inputs"] = o => Inputs([.. Items(o, "parts").Select(part => (Shape.Of(Ints(part[0])), Of<Layer>(part[1])))]),
        ["Lambda"] = _ => Lambda(x => (x * x).Sin()),
        ["Einsum"] = o => Einsum(o.GetProperty("equation").GetString()!, Shape.Of(Ints(o, "weight"))),
        ["Recurrent"] = o =>
            Recurrent(
                (int)Number(o, "units"),
                OwnCell((int)Number(o, "units")),
                Flag(o, "lastOnly"),
                Flag(o, "reverse")
            ),
        ["LossSum"] = o =>
            Items(o, "parts")
                .Select(part => part[1].GetDouble() * Of<Loss>(part[0]))
                .Aggregate((sum, loss) => sum + loss),
        ["ForOutputs"] = o =>
            ForOutputs([
                .. Items(o, "parts").Select(part => (part[0].GetInt32(), Of<Loss>(part[1]), part[2].GetDouble())),
            ]),
        ["PiecewiseConstant"] = o => PiecewiseConstant(Points(o)),
        ["PiecewiseLinear"] = o => PiecewiseLinear(Points(o)),
        ["Then"] = o => Of<Schedule>(o, "first").Then((int)Number(o, "after"), Of<Schedule>(o, "next")),
        ["Product"] = o => Of<Schedule>(o, "left") * Of<Schedule>(o, "right"),
    };

    /// <summary>The object that a call makes.</summary>
    public static T Of<T>(JsonElement call)
        where T : class => (T)Value(call, typeof(T))!;

    /// <summary>The names of a call and of all calls nested in it, with their options.</summary>
    public static IEnumerable<(string Name, JsonElement Options)> Calls(JsonElement call) =>
        call.ValueKind switch
        {
            JsonValueKind.Array => call.EnumerateArray().SelectMany(Calls),
            JsonValueKind.Object => call.EnumerateObject()
                .Where(one => one.Value.ValueKind == JsonValueKind.Object)
                .SelectMany(one =>
                    one.Value.EnumerateObject().SelectMany(option => Calls(option.Value)).Prepend((one.Name, one.Value))
                ),
            _ => [],
        };

    private static Func<Scope, Expr, Expr, Expr> OwnCell(int units) =>
        (scope, token, state) =>
            (
                scope.Apply("in", Dense(units, bias: false), token)
                + scope.Apply("state", Dense(units, bias: false), state)
            ).Tanh();

    private static bool Flag(JsonElement options, string name) =>
        options.TryGetProperty(name, out var flag) && flag.GetBoolean();

    private static T Of<T>(JsonElement options, string name)
        where T : class => Of<T>(options.GetProperty(name));

    private static object? Value(JsonElement json, Type type)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        return json.ValueKind switch
        {
            JsonValueKind.Null => null,
            JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
            JsonValueKind.String => Named(json.GetString()!, inner),
            JsonValueKind.Number when inner == typeof(int) => json.GetInt32(),
            JsonValueKind.Number when inner == typeof(double) => json.GetDouble(),
            JsonValueKind.Number when inner == typeof(Schedule) => (Schedule)json.GetDouble(),
            JsonValueKind.Number or JsonValueKind.Array when inner == typeof(PerAxis) => Axes(json),
            JsonValueKind.Number or JsonValueKind.Array when inner == typeof(Padding) => Padding.Of(
                Axes(json),
                Axes(json)
            ),
            JsonValueKind.Object when inner == typeof(Padding) => Padding.Of(
                Axes(json.GetProperty("before")),
                Axes(json.GetProperty("after"))
            ),
            JsonValueKind.Array when inner == typeof(ClassWeights) => new ClassWeights([
                .. json.EnumerateArray().Select(weight => weight.GetDouble()),
            ]),
            JsonValueKind.Array when inner == typeof(Layer) => json.EnumerateArray()
                .Select(Of<Layer>)
                .Aggregate((first, second) => first >> second),
            JsonValueKind.Array => json.EnumerateArray()
                .Select(Of<Transform>)
                .Aggregate((first, second) => first >> second),
            _ => Called(json.EnumerateObject().Single()),
        };
    }

    private static object Called(JsonProperty call)
    {
        if (Others.TryGetValue(call.Name, out var make))
        {
            return make(call.Value);
        }

        var method = Catalogue.Factory(call.Name);
        var known = method.GetParameters();
        var unknown = call
            .Value.EnumerateObject()
            .Select(option => option.Name)
            .Except(known.Select(one => one.Name!), StringComparer.Ordinal);
        if (unknown.Any())
        {
            throw new InvalidOperationException($"{call.Name} has no {string.Join(", ", unknown)}.");
        }

        object?[] arguments =
        [
            .. known.Select(parameter =>
                call.Value.TryGetProperty(parameter.Name!, out var given)
                    ? Value(given, parameter.ParameterType)
                    : parameter.DefaultValue
            ),
        ];
        return method.Invoke(null, arguments)!;
    }

    private static object Named(string name, Type type) =>
        type == typeof(string) ? name
        : type == typeof(Func<string, bool>) ? (Func<string, bool>)(path => path == name)
        : type.IsEnum ? Enum.Parse(type, name)
        : type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static PerAxis Axes(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array ? new PerAxis(Ints(json)) : json.GetInt32();

    private static JsonElement.ArrayEnumerator Items(JsonElement options, string name) =>
        options.GetProperty(name).EnumerateArray();

    private static int[] Ints(JsonElement options, string name) => Ints(options.GetProperty(name));

    private static int[] Ints(JsonElement json) => [.. json.EnumerateArray().Select(number => number.GetInt32())];

    private static double Number(JsonElement options, string name) =>
        options.TryGetProperty(name, out var number) ? number.GetDouble() : 0;

    private static PadMode Mode(JsonElement options) =>
        options.TryGetProperty("mode", out var mode) ? Enum.Parse<PadMode>(mode.GetString()!) : PadMode.Constant;

    private static Layer[] Layers(JsonElement options) => [.. Items(options, "layers").Select(Of<Layer>)];

    private static (int Step, double Rate)[] Points(JsonElement options) =>
        [.. Items(options, "points").Select(point => (point[0].GetInt32(), point[1].GetDouble()))];
}
