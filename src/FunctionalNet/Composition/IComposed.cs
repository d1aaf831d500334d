namespace FunctionalNet;

/// <summary>
/// A value that is created by a call and may contain others of its kind: a layer, loss, penalty, transform, schedule or initializer.
/// Recursion over it is as deep as it is nested, so the depth is bounded; see <see cref="Nesting"/>.
/// </summary>
internal interface IComposed
{
    /// <summary>Gets its direct parts.</summary>
    IEnumerable<IComposed> Parts => Nesting.PartsOf(this);

    /// <summary>Gets the call that creates it, as text; null if unknown. It is generated for the records of the library.</summary>
    string? AsCall => null;
}
