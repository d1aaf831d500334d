namespace FunctionalNet;

/// <summary>What one axis of a parameter stands for.</summary>
public enum AxisRole
{
    /// <summary>One unit at each place: a column of weights [in, out], a filter of [out, in, ...].</summary>
    Output,

    /// <summary>What a unit adds up with these weights.</summary>
    Input,

    /// <summary>The places of a window, which a unit adds up too.</summary>
    Window,

    /// <summary>Weights of their own at each place, with which it could as well be several parameters: directions, gates, experts.</summary>
    Group,

    /// <summary>A vector at each place, of which an index takes one: the words of an embedding.</summary>
    Entry,
}
