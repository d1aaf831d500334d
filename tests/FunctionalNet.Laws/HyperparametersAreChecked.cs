using System.Reflection;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>A number that makes no sense is refused where a record is made, by name, and not found out in training.</summary>
public class HyperparametersAreChecked
{
    // Here every number says something.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "Pad.Value",
        "SoftmaxCrossEntropy.Ignore",
        "NegativeLogLikelihood.Ignore",
        "MultiClassHinge.Ignore",
    };

    public static TheoryData<Type, string> Numbers =>
        [
            .. from made in All
            group made by made.GetType() into type
            from parameter in Constructor(type.Key)?.GetParameters() ?? []
            where Nonsense(parameter.ParameterType) is not null
            where !Free.Contains($"{type.Key.Name}.{parameter.Name}")
            select (type.Key, parameter.Name!),
        ];

    private static IEnumerable<object> All =>
        [
            .. Inventory.Layers.Values.SelectMany(one => Inventory.Parts(one.Layer)),
            .. Inventory.Losses.Values.Select(one => one.Loss),
            .. Inventory.Optimizers.Values.SelectMany(Inventory.Parts),
            .. Inventory.Schedules.Values,
            .. Inventory.Initializers.Values,
            Net.L1(0.1),
            Net.L2(0.1),
            Net.ElasticNet(0.1, 0.1),
        ];

    [Fact]
    public void There_are_many() => Assert.True(Numbers.Count > 100, $"only {Numbers.Count} were found");

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Nonsense_is_refused_by_name(Type type, string name)
    {
        var made = All.First(one => one.GetType() == type);
        var constructor = Constructor(type)!;
        object?[] arguments =
        [
            .. constructor
                .GetParameters()
                .Select(parameter =>
                    string.Equals(parameter.Name, name, StringComparison.Ordinal)
                        ? Nonsense(parameter.ParameterType)
                        : type.GetProperty(parameter.Name!)!.GetValue(made)
                ),
        ];
        var thrown = Assert.Throws<TargetInvocationException>(() => constructor.Invoke(arguments));
        var error = Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException);
        Assert.Equal(name, error.ParamName);
    }

    [Fact]
    public void The_message_tells_name_value_and_range()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Net.ScaleByAdam(beta2: 1.5));
        Assert.StartsWith("Beta2 must lie from 0 to below 1, but is 1.5.", error.Message, StringComparison.Ordinal);
    }

    private static object? Nonsense(Type type) =>
        type == typeof(double) || type == typeof(double?) ? double.NaN
        : type == typeof(int) || type == typeof(int?) ? int.MinValue
        : null;

    // One that takes parts as an array holds them under another name; its records check themselves by shapes.
    private static ConstructorInfo? Constructor(Type type) =>
        type.GetConstructors()
            .SingleOrDefault(one => Array.TrueForAll(one.GetParameters(), p => type.GetProperty(p.Name!) is not null));
}
