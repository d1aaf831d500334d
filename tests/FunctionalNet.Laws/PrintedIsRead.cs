using System.Reflection;
using System.Runtime.CompilerServices;
using Xunit;
using static FunctionalNet.Net;

namespace FunctionalNet.Laws;

/// <summary>
/// The printed form of a layer, loss, transform, schedule or initializer is parsed back to an equal object, for any parameters.
/// </summary>
public class PrintedIsRead
{
    private const int Draws = 40;

    private static readonly double[] Reals =
    [
        0,
        1,
        0.5,
        0.1 + 0.2,
        -1,
        2,
        1e-300,
        1e300,
        -2.5e-7,
        4,
        65536,
        double.Epsilon,
        double.MaxValue,
        double.PositiveInfinity,
        double.NegativeInfinity,
    ];

    private static readonly string[] Texts =
    [
        "a",
        "encoder/0",
        "a \"quote\"",
        "back\\slash",
        "ä → b",
        string.Empty,
        "\u0001\n\\u0041",
    ];

    public static TheoryData<string> Types => [.. Records().Select(type => type.Name).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Of_any_parameters(string name)
    {
        var random = new Random(name.Sum(letter => letter));
        var type = Records().Single(one => one.Name == name);
        var made = Enumerable.Range(0, Draws).Select(_ => Made(type, random, 2)).OfType<object>().ToArray();
        Assert.True(made.Length > 0, $"no {name} can be made");
        foreach (var one in made)
        {
            IsRead(one);
        }
    }

    [Fact]
    public void Of_all_that_is_listed()
    {
        var listed = Inventory
            .Layers.Values.Select(one => (object)one.Layer)
            .Concat(Inventory.Optimizers.Values)
            .Where(one => one.GetType().IsPublic)
            .Where(one => !$"{one}".Contains("...", StringComparison.Ordinal))
            .Where(one => !IsOfFunction(one))
            .ToArray();
        Assert.InRange(listed.Length, 100, int.MaxValue);
        foreach (var one in listed)
        {
            IsRead(one);
        }
    }

    [Fact]
    public void What_is_computed_by_a_function_is_not() =>
        Assert.All(
            (string[])["Lambda(...)", "Freeze(...) >> Sgd(0.1)", "AddWeightDecay(0.1, ...)"],
            text => Assert.True(Calls.Read<Layer>(text).IsLeft && Calls.Read<Transform>(text).IsLeft)
        );

    private static void IsRead(object one)
    {
        var text = $"{one}";
        var again = one switch
        {
            Layer => Calls.Read<Layer>(text).Map(read => (object)read),
            Loss => Calls.Read<Loss>(text).Map(read => (object)read),
            Penalty => Calls.Read<Penalty>(text).Map(read => (object)read),
            Transform => Calls.Read<Transform>(text).Map(read => (object)read),
            Schedule => Calls.Read<Schedule>(text).Map(read => (object)read),
            _ => Calls.Read<Initializer>(text).Map(read => (object)read),
        };
        again.Match(
            Right: read =>
            {
                Assert.Equal(text, $"{read}");
                Assert.Equal(one, read);
            },
            Left: error => Assert.Fail($"{text}: {error.Message}")
        );
    }

    // Objects made by a function print only its name, and tensors print no values.
    private static bool IsOfFunction(object one) =>
        $"{one}".Contains("FromTensor", StringComparison.Ordinal)
        || Inventory
            .Parts(one)
            .Append(one)
            .Any(part => part.GetType().Name.EndsWith("Function", StringComparison.Ordinal))
        || $"{one}".Contains("Scale()", StringComparison.Ordinal);

    private static Type[] Records() =>
        [
            .. typeof(Layer)
                .Assembly.GetTypes()
                .Where(type => type is { IsAbstract: false, IsPublic: true, IsGenericType: false })
                .Where(type => Sorts.Any(sort => type.IsAssignableTo(sort)))
                .Where(type => type != typeof(FromTensor) && !TakesFunctionAlone(type)),
        ];

    private static readonly Type[] Sorts =
    [
        typeof(Layer),
        typeof(Loss),
        typeof(Penalty),
        typeof(Transform),
        typeof(Schedule),
        typeof(Initializer),
    ];

    private static bool TakesFunctionAlone(Type type) =>
        Constructor(type)
            ?.GetParameters()
            .Any(one => one.ParameterType.IsAssignableTo(typeof(Delegate)) && IsNeeded(one)) != false;

    private static bool IsNeeded(ParameterInfo parameter) =>
        !parameter.HasDefaultValue
        && new NullabilityInfoContext().Create(parameter).WriteState != NullabilityState.Nullable;

    private static ConstructorInfo? Constructor(Type type) =>
        type.GetConstructors().MaxBy(one => one.GetParameters().Length);

    private static object? Made(Type type, Random random, int depth)
    {
        var constructor = Constructor(type)!;
        for (var attempt = 0; attempt < 30; attempt++)
        {
            try
            {
                return constructor.Invoke([.. constructor.GetParameters().Select(one => Value(one, random, depth))]);
            }
            catch (TargetInvocationException e) when (e.InnerException is ArgumentException or ShapeException)
            {
                // The drawn arguments were invalid; draw again.
            }
        }

        return null;
    }

    private static object? Value(ParameterInfo parameter, Random random, int depth) =>
        parameter.ParameterType.IsAssignableTo(typeof(Delegate)) ? null
        : parameter.HasDefaultValue && random.Next(2) == 0 ? Default(parameter)
        : Drawn(parameter.ParameterType, random, depth);

    private static object? Default(ParameterInfo parameter) =>
        parameter.DefaultValue is { } value
        && Nullable.GetUnderlyingType(parameter.ParameterType) is null
        && parameter.ParameterType.IsEnum
            ? Enum.ToObject(parameter.ParameterType, value)
            : parameter.DefaultValue;

    private static object? Drawn(Type type, Random random, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type switch
        {
            _ when type == typeof(int) => random.Next(4) == 0 ? random.Next(-3, 100_000) : random.Next(1, 5),
            _ when type == typeof(double) => random.Next(3) == 0
                ? Reals[random.Next(Reals.Length)]
                : random.NextDouble(),
            _ when type == typeof(bool) => random.Next(2) == 0,
            _ when type == typeof(string) => Texts[random.Next(Texts.Length)],
            _ when type == typeof(int[]) => Enumerable
                .Range(0, random.Next(1, 4))
                .Select(_ => random.Next(1, 9))
                .ToArray(),
            _ when type == typeof(Shape) => Shape.Of([
                .. Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(1, 9)),
            ]),
            _ when type == typeof(ClassWeights) => new ClassWeights([
                .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.NextDouble()),
            ]),
            _ when type == typeof(PerAxis) => random.Next(2) == 0
                ? 3
                : new PerAxis(random.Next(1, 4), random.Next(1, 4)),
            _ when type == typeof(Padding) => Paddings(random),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(random.Next(Enum.GetValues(type).Length)),
            _ when type.IsAssignableTo(typeof(ITuple)) => Activator.CreateInstance(
                type,
                [.. type.GetGenericArguments().Select(one => Drawn(one, random, depth))]
            ),
            { IsArray: true } => Several(type.GetElementType()!, random, depth),
            _ when Sorts.FirstOrDefault(sort => sort.IsAssignableFrom(type)) is not null => Part(type, random, depth),
            _ => throw new InvalidOperationException($"{type} has no examples here: give some."),
        };
    }

    private static Array Several(Type element, Random random, int depth)
    {
        var array = Array.CreateInstance(element, random.Next(1, 4));
        for (var i = 0; i < array.Length; i++)
        {
            array.SetValue(Drawn(element, random, depth), i);
        }

        return array;
    }

    private static Padding Paddings(Random random) =>
        random.Next(5) switch
        {
            0 => Padding.Same,
            1 => Padding.SameLower,
            2 => 2,
            3 => (1, 2),
            _ => Padding.Of(before: (0, 1), after: 1),
        };

    // Any record of this type; a layer or transform may become a chain.
    private static object? Part(Type type, Random random, int depth)
    {
        Type[] kinds = [.. Records().Where(one => one.IsAssignableTo(type))];
        var part = depth == 0 ? null : Made(kinds[random.Next(kinds.Length)], random, depth - 1);
        return part switch
        {
            Layer layer when random.Next(3) == 0 => layer >> Tanh() >> Dense(2),
            Transform transform when random.Next(3) == 0 => transform >> Sgd(0.1),
            null when type == typeof(Layer) => Tanh(),
            null when type == typeof(Transform) => Sgd(0.1, 0.5),
            null when type == typeof(Schedule) => ConstantRate(0.1),
            null when type == typeof(Initializer) => Normal(0.5),
            null when type == typeof(Penalty) => L2(0.1),
            null => MeanSquaredError(),
            _ => part,
        };
    }
}
