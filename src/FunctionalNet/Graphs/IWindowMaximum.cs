namespace FunctionalNet.Execution;

/// <summary>An operator whose result elements are each the maximum of some elements of its operand.</summary>
internal interface IWindowMaximum
{
    /// <summary>
    /// Gets the first axis along which the window extends; on the axes before it, operand and result have the same index.
    /// </summary>
    int FirstAxis { get; }
}
