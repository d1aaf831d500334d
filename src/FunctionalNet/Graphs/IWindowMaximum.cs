namespace FunctionalNet.Execution;

/// <summary>An operator each element of whose result is the largest of some elements of its operand.</summary>
internal interface IWindowMaximum
{
    /// <summary>Gets the axis from which on those elements lie at different places; before it they lie at that of the result.</summary>
    int FirstAxis { get; }
}
