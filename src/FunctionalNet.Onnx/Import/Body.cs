namespace FunctionalNet.Import;

/// <summary>A graph that stands in an attribute: the branch of an If, the body of a Loop.</summary>
/// <param name="Inputs">The number of its inputs.</param>
/// <param name="Apply">What its outputs are for given inputs; read anew each time.</param>
internal sealed record Body(int Inputs, Func<IReadOnlyList<Value>, IReadOnlyList<Value>> Apply);
