using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A transform from a function of each update: the result of <see cref="Transform.Of"/>.</summary>
internal sealed record TransformFunction(string Name, Func<Scope, Update, Expr> Function) : Transform
{
    /// <inheritdoc/>
    public override ImmutableArray<Update> Apply(Scope scope, ImmutableArray<Update> updates) =>
        [.. updates.Select(update => update.With(Of(scope, update)))];

    /// <inheritdoc/>
    protected override string Describe() => $"{Name}()";

    internal override RateCount CountRates(Expr? parameter) => RateCount.Unknown;

    private Expr Of(Scope scope, Update update)
    {
        var value = Function(scope, update);
        return value.Shape == update.Value.Shape
            ? value
            : throw new ShapeException(
                Name,
                $"the update of {update.Path} is {value.Shape} instead of {update.Value.Shape}",
                "return a value of the shape of the update"
            );
    }
}
