namespace FunctionalNet;

/// <summary>
/// What is made by a call and may hold others of its sort: a layer, loss, penalty, transform, schedule or initializer. Whatever walks
/// over it calls itself for what it holds, so that it is held to a depth; see <see cref="Nesting"/>.
/// </summary>
internal interface IComposed
{
    /// <summary>Gets what it holds directly.</summary>
    IEnumerable<IComposed> Parts => Nesting.PartsOf(this);

    /// <summary>Gets the call that makes it, as text; null where that is not known. It is generated for the records of the library.</summary>
    string? AsCall => null;
}
