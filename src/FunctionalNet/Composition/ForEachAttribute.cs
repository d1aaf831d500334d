namespace FunctionalNet;

/// <summary>
/// Declares the result of a partial method without parameters: for each type of its assembly that implements an interface, by name, the
/// result of a generic method. So a type is found by its own file, and trimming keeps it.
/// </summary>
/// <param name="face">The interface.</param>
/// <param name="method">The method, which takes the type as its type argument.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ForEachAttribute(Type face, string method) : Attribute
{
    /// <summary>Gets the interface.</summary>
    public Type Face => face;

    /// <summary>Gets the method.</summary>
    public string Method => method;
}
