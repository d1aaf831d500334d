namespace FunctionalNet;

/// <summary>A learning rate as a function of the number of steps done, over expressions, so that it is exported with the step.</summary>
/// <remarks>LanguageExt has a <c>Schedule</c> of retries: a file that opens both namespaces says which by <c>using Schedule = FunctionalNet.Schedule;</c>.</remarks>
[MadeBy(typeof(Net))]
public abstract partial record Schedule : IComposed
{
    /// <summary>A constant rate.</summary>
    public static implicit operator Schedule(double rate) => new ConstantRate(rate);

    /// <summary>A schedule from a function, for languages that cannot derive a record, and for small schedules.</summary>
    /// <param name="name">How it prints.</param>
    /// <param name="at">Maps the number of steps done, a scalar, to the rate, a scalar.</param>
    /// <exception cref="ArgumentException">There is no name.</exception>
    /// <example><code>Transform adam = Adam(Schedule.Of("InverseSquareRoot", step => 1e-2 / (step + 1).Sqrt()));</code></example>
    public static Schedule Of(string name, Func<Expr, Expr> at)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(at);
        return new ScheduleFunction(name, at);
    }

    /// <summary>The rate, a scalar, after <paramref name="step"/> steps.</summary>
    public abstract Expr At(Expr step);

    /// <summary>The rate at the current step of a scope.</summary>
    /// <exception cref="ShapeException">The rate is not a numeric scalar.</exception>
    internal Expr At(Scope scope)
    {
        var rate = At(scope.Step);
        return rate.Shape == Shape.Scalar && rate.IsFloat
            ? rate
            : throw new ShapeException(
                $"{this}",
                $"the rate of a step is {rate.Type}",
                "bring it to a scalar of numbers, such as by Squeeze(0) or ReduceMean()"
            );
    }
}
