using System.Reflection;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>The factory methods for layers, losses, optimizers and schedules, and those for metrics.</summary>
internal static class Catalogue
{
    private static readonly Type[] Kinds = [typeof(Layer), typeof(Loss), typeof(Transform), typeof(Schedule)];

    /// <summary>Gets the factories by name. Overloads of one name differ only in lists and functions.</summary>
    public static ILookup<string, MethodInfo> Factories { get; } =
        typeof(Net)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => Kinds.Any(kind => method.ReturnType.IsAssignableTo(kind)))
            .ToLookup(method => method.Name, StringComparer.Ordinal);

    /// <summary>Gets the metrics by name.</summary>
    public static ILookup<string, MethodInfo> Metrics { get; } =
        typeof(FunctionalNet.Metrics)
            .GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name != nameof(FunctionalNet.Metrics.Over))
            .ToLookup(method => method.Name, StringComparer.Ordinal);

    /// <summary>The overload of a name that takes no list.</summary>
    public static MethodInfo Factory(string name) =>
        Factories[name]
            .Concat(Metrics[name])
            .Single(method => !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike));
}
