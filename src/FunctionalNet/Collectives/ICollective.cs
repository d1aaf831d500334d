namespace FunctionalNet.Execution;

/// <summary>
/// An operator in which all shares of a batch take part: its result is the same in each. Behind its operands it may have one more, the
/// collective before it, so that all take part in the same order.
/// </summary>
internal interface ICollective;
