namespace FunctionalNet.Execution;

/// <summary>
/// An operator in which all shares of a batch take part: its result is the same on each. After its operands it may have another one, the
/// previous collective, so that all shares run them in the same order.
/// </summary>
internal interface ICollective;
