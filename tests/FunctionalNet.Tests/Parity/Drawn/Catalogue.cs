using System.Reflection;

namespace FunctionalNet.Tests.Parity.Drawn;

/// <summary>The methods by which users make layers, losses, optimizers and schedules, and metrics.</summary>
internal static class Catalogue
{
    private static readonly Type[] Kinds = [typeof(Layer), typeof(Loss), typeof(Transform), typeof(Schedule)];

    /// <summary>Gets them by name. Those of one name differ in lists and functions only.</summary>
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

    /// <summary>The method of a name that takes no list.</summary>
    public static MethodInfo Factory(string name) =>
        Factories[name]
            .Concat(Metrics[name])
            .Single(method => !method.GetParameters().Any(parameter => parameter.ParameterType.IsByRefLike));
}
