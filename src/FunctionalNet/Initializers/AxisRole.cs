namespace FunctionalNet;

/// <summary>The meaning of one axis of a parameter.</summary>
public enum AxisRole
{
    /// <summary>Outputs: one unit per index, such as a column of weights [in, out] or a filter of [out, in, ...].</summary>
    Output,

    /// <summary>Inputs: a unit sums over them.</summary>
    Input,

    /// <summary>Positions of a window, over which a unit sums too.</summary>
    Window,

    /// <summary>Groups with separate weights, equivalent to several parameters: directions, gates, experts.</summary>
    Group,

    /// <summary>Entries of a lookup table, one vector per index: the words of an embedding.</summary>
    Entry,
}
