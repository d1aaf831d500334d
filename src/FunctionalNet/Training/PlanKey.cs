namespace FunctionalNet;

/// <summary>What a plan computes, by which a pool keeps it.</summary>
/// <param name="Kind">What of a training; null for a prediction of its model, which has no targets.</param>
/// <param name="Inputs">The shape of the inputs of a batch.</param>
/// <param name="Targets">The shape of its targets; null for a prediction.</param>
/// <param name="Lane">Which of the parts of a step that this process computes.</param>
internal readonly record struct PlanKey(StepKind? Kind, Shape Inputs, Shape? Targets, int Lane = 0);
