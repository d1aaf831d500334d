namespace FunctionalNet;

/// <summary>
/// Names the class of the factories for a kind of record: one is generated for each public record of this kind that prints as its
/// constructor call, with the kind as the return type. A record with a <c>Describe</c> of its own has none, and a factory written by hand
/// is kept. On an interface it is for each public record that implements it, which the factory returns.
/// </summary>
/// <param name="factories">The class.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, Inherited = false)]
internal sealed class MadeByAttribute(Type factories) : Attribute
{
    /// <summary>Gets the class.</summary>
    public Type Factories => factories;
}
