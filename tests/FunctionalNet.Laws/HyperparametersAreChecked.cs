using System.Reflection;
using Xunit;

namespace FunctionalNet.Laws;

/// <summary>An invalid hyperparameter is refused by name when the record is made, not during training.</summary>
public class HyperparametersAreChecked
{
    // For these, every number is valid.
    private static readonly HashSet<string> Free = new(StringComparer.Ordinal)
    {
        "Pad.Value",
        "SoftmaxCrossEntropy.Ignore",
        "NegativeLogLikelihood.Ignore",
        "MultiClassHinge.Ignore",
        "Softmax.Axis",
        "LogSoftmax.Axis",
        "Softmin.Axis",
        "L2Normalize.Axis",
        "PRelu.Axis",
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

    public static TheoryData<Type> Records => [.. All.Select(made => made.GetType()).Distinct()];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Nonsense_is_refused_by_name_in_a_with_too(Type type, string name)
    {
        var copy = Copy(All.First(one => one.GetType() == type));
        var property = type.GetProperty(name)!;
        var thrown = Assert.Throws<TargetInvocationException>(() =>
            property.SetValue(copy, Nonsense(property.PropertyType))
        );
        Assert.Equal(name, Assert.IsType<ArgumentOutOfRangeException>(thrown.InnerException).ParamName);
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_parameter_can_be_changed_by_with(Type type)
    {
        var made = All.First(one => one.GetType() == type);
        var (copy, parameters) = (Copy(made), Constructor(type)?.GetParameters() ?? []);
        foreach (var parameter in parameters)
        {
            var property = type.GetProperty(parameter.Name!)!;
            Assert.True(property.SetMethod is not null, $"{type.Name}.{parameter.Name} cannot be changed");
            property.SetValue(copy, property.GetValue(made));
        }

        Assert.Equal(made, copy);
    }

    // Includes properties that are no constructor parameters, such as lists.
    [Theory]
    [MemberData(nameof(Records))]
    public void Everything_that_is_held_can_be_changed_by_with(Type type)
    {
        var made = All.First(one => one.GetType() == type);
        var copy = Copy(made);
        foreach (var property in type.GetProperties().Where(IsHeld))
        {
            Assert.True(property.SetMethod is not null, $"{type.Name}.{property.Name} cannot be changed");
            property.SetValue(copy, property.GetValue(made));
        }

        Assert.Equal(made, copy);
    }

    [Fact]
    public void Lists_are_checked_in_a_with_too()
    {
        Assert.Equal("Transpose(0, 1, 2)", $"{new Transpose(0, 2, 1) with { Permutation = [0, 1, 2] }}");
        Assert.Throws<ArgumentException>(() => new Transpose(0, 2, 1) with { Permutation = default });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Transpose(0, 2, 1) with { Permutation = [0, -1] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptiveMaxPool(2) with { Sizes = [0] });
        Assert.Throws<ArgumentException>(() => new AdaptiveMaxPool(2) with { Sizes = [] });
        var branches = new Concat(-1, Net.Relu(), Net.Tanh());
        Assert.Equal("Concat(-1, Relu(), Relu())", $"{branches with { Layers = [Net.Relu(), Net.Relu()] }}");
        Assert.Throws<ArgumentException>(() => branches with { Layers = [Net.Relu()] });
        Assert.Throws<ArgumentNullException>(() => branches with { Layers = [Net.Relu(), null!] });
        var parts = new InParallel(-1, (2, Net.Relu()), (1, Net.Tanh()));
        Assert.Equal("InParallel(-1, (1, Relu()), (2, Tanh()))", $"{parts with { Sizes = new(1, 2) }}");
        Assert.Throws<ArgumentException>(() => parts with { Sizes = new(3) });
        var inputs = new Inputs(null, (new(2), Net.Relu()), (new(1), Net.Tanh()));
        Assert.Throws<ArgumentException>(() => inputs with { Parts = [new(3)] });
        var outputs = new ForOutputs((2, Net.Huber(), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => outputs with { Parts = [(0, Net.Huber(), 1)] });
        var rates = new Piecewise(false, (0, 0.1), (5, 0.2));
        Assert.Equal("PiecewiseLinear((0, 0.1), (5, 0.2))", $"{rates with { IsLinear = true }}");
        Assert.Throws<ArgumentException>(() => rates with { Points = [(5, 0.1), (5, 0.2)] });
    }

    [Fact]
    public void What_is_changed_is_as_if_it_were_made_so()
    {
        Assert.Equal(Net.Dense(5, bias: false), new Dense(3, Bias: false) with { Units = 5 });
        Assert.Equal(Net.Lstm(4), new Lstm(2) with { Units = 4 });
        Assert.Equal("Conv2d(8, 3)", $"{new Conv2d(4, 3) with { Filters = 8 }}");
        Assert.Throws<ArgumentOutOfRangeException>(() => new WarmupCosine(1, 5, 10) with { Total = 4 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycle(1, 10) with { Total = 2 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Uniform(0, 1) with { Low = 2 });
        Assert.Throws<ArgumentNullException>(() => new Residual(Net.Relu()) with { Inner = null! });
    }

    [Fact]
    public void The_message_tells_name_value_and_range()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Net.ScaleByAdam(beta2: 1.5));
        Assert.StartsWith("Beta2 must lie from 0 to below 1, but is 1.5.", error.Message, StringComparison.Ordinal);
    }

    private static object Copy(object made) => made.GetType().GetMethod("<Clone>$")!.Invoke(made, null)!;

    private static bool IsHeld(PropertyInfo property) =>
        property.DeclaringType!.GetField(
            $"<{property.Name}>k__BackingField",
            BindingFlags.NonPublic | BindingFlags.Instance
        )
            is not null;

    private static object? Nonsense(Type type) =>
        type == typeof(double) || type == typeof(double?) ? double.NaN
        : type == typeof(int) || type == typeof(int?) ? int.MinValue
        : null;

    // Records that take their parts as an array store them under another name; their shape checks are tested elsewhere.
    private static ConstructorInfo? Constructor(Type type) =>
        type.GetConstructors()
            .SingleOrDefault(one => Array.TrueForAll(one.GetParameters(), p => type.GetProperty(p.Name!) is not null));
}
