using System.Reflection;
using FunctionalNet.Verification;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>
/// A sample of each type that the inventory does not list, made by its constructor with default arguments, or with values that fit the
/// parameter types. So the laws cover a new type without further code.
/// </summary>
internal static class Unlisted
{
    private static readonly Dim N = Dim.Named("n");
    private static readonly Dim K = Dim.Named("k");

    // Candidate inputs for a layer; the first that it accepts is used.
    private static readonly Shape[] Inputs =
    [
        new(N, K),
        new(N, 6),
        new(N, K, 4),
        new(N, 4, 4),
        new(N, 4, 5, 4),
        new(N, 4, 4, 3, 4),
    ];

    /// <summary>The types without a listed sample; a chain of transforms counts as a sample of each of its links.</summary>
    public static IEnumerable<Type> Types<T>(IEnumerable<T> listed)
        where T : notnull =>
        typeof(Layer)
            .Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(T)) && !type.IsAbstract)
            .Except(
                listed.SelectMany(one => one is Transform ? Inventory.Parts(one) : [one]).Select(one => one.GetType())
            )
            .OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>Samples of these types by name, without the types of which none can be made.</summary>
    public static IEnumerable<KeyValuePair<string, T>> Of<T>(IEnumerable<T> listed)
        where T : class =>
        from type in Types(listed)
        let made = Made(type) as T
        where made is not null
        select KeyValuePair.Create(type.Name, made);

    /// <summary>Layers with the first input that each accepts.</summary>
    public static IEnumerable<KeyValuePair<string, (Layer Layer, Shape Input)>> Layers(IEnumerable<Layer> listed) =>
        from named in Of(listed)
        from input in Inputs.Where(input => Takes(named.Value, input)).Take(1)
        select KeyValuePair.Create(named.Key, (named.Value, input));

    /// <summary>Optimizers: a transform alone if it has a learning rate, otherwise followed by one that has.</summary>
    public static IEnumerable<KeyValuePair<string, Transform>> Optimizers(IEnumerable<Transform> listed) =>
        from named in Of(listed)
        select KeyValuePair.Create(named.Key, Descends(named.Value) ? named.Value : named.Value >> Sgd(0.1));

    private static object? Made(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(one => one.GetParameters().Length);
        object?[] arguments =
        [
            .. (constructor?.GetParameters() ?? []).Select(parameter =>
                parameter.HasDefaultValue ? parameter.DefaultValue : Value(parameter.ParameterType)
            ),
        ];
        try
        {
            return constructor?.Invoke(arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException)
        {
            return null;
        }
    }

    private static object? Value(Type type) =>
        type == typeof(int) ? 2
        : type == typeof(double) ? 0.5
        : type == typeof(bool) ? false
        : type == typeof(string) ? "name"
        : type == typeof(PerAxis) ? (PerAxis)2
        : type == typeof(Layer) ? Tanh()
        : type == typeof(Loss) || type == typeof(ReducedLoss) ? MeanSquaredError()
        : type == typeof(Transform) ? Sgd(0.1)
        : type == typeof(Schedule) ? ConstantRate(0.1)
        : type == typeof(Initializer) ? Normal(0.5)
        : null;

    // The layer must accept every size of the free axes.
    private static bool Takes(Layer layer, Shape input) =>
        Enumerable
            .Range(1, 3)
            .All(size =>
            {
                var x = new Shape([.. input.Select(dim => dim.IsKnown ? dim : size)]);
                try
                {
                    layer.Apply(new Trace(isTraining: true).Root, Expr.Input("x", x, layer.InputType));
                    return true;
                }
                catch (ShapeException)
                {
                    return false;
                }
            });

    private static bool Descends(Transform transform)
    {
        try
        {
            Training.Of(Dense(1), MeanSquaredError(), transform);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
