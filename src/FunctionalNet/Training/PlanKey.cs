namespace FunctionalNet;

/// <summary>The key of a plan in the pool: what it computes.</summary>
/// <param name="Kind">The kind of training graph; null for a prediction of its model, which has no targets.</param>
/// <param name="Inputs">The shape of the inputs of a batch.</param>
/// <param name="Targets">The shape of its targets; null for a prediction.</param>
/// <param name="Shard">The index of the part of a step, among those that this process computes.</param>
internal readonly record struct PlanKey(StepKind? Kind, Shape Inputs, Shape? Targets, int Shard = 0);
