namespace FunctionalNet;

/// <summary>
/// Marks a parameter of a metric's record that batches are added to, such as a count. Its default is that of no batches, and the generated
/// factory leaves it there.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class AccumulatedAttribute : Attribute;
