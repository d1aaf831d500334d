namespace FunctionalNet.Import;

/// <summary>A graph in an attribute: the branch of an If, the body of a Loop.</summary>
/// <param name="Inputs">The number of its inputs.</param>
/// <param name="Apply">Maps inputs to outputs; reads the graph anew for each call.</param>
internal sealed record Body(int Inputs, Func<IReadOnlyList<Value>, IReadOnlyList<Value>> Apply);
