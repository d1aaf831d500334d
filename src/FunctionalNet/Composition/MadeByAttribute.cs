namespace FunctionalNet;

/// <summary>
/// Says of a sort of records which class has their factories: one is generated for each public record of this sort that prints as the call of
/// its constructor, and answers the sort. A record that says itself how it prints has none, and a factory by hand is left as it is.
/// </summary>
/// <param name="factories">The class.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MadeByAttribute(Type factories) : Attribute
{
    /// <summary>Gets the class.</summary>
    public Type Factories => factories;
}
