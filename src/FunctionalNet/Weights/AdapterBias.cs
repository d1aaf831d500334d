namespace FunctionalNet;

/// <summary>Which biases are trained beside adapters; <c>bias</c> of peft.LoraConfig.</summary>
public enum AdapterBias
{
    /// <summary>None: <c>none</c>.</summary>
    None,

    /// <summary>Those of the adapted modules: <c>lora_only</c>.</summary>
    LoraOnly,

    /// <summary>All parameters whose name contains <c>bias</c>: <c>all</c>.</summary>
    All,
}
