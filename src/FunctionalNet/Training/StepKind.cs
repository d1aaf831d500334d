namespace FunctionalNet;

/// <summary>What a training is composed for.</summary>
internal enum StepKind
{
    /// <summary>A training step: the loss and the next values.</summary>
    Step,

    /// <summary>The loss of an evaluation: without dropout and penalties.</summary>
    Evaluation,

    /// <summary>The gradients as a step has them before its optimizer, but of the loss as it is.</summary>
    Gradients,

    /// <summary>The loss that is learned from, of the model as it predicts, and its gradients.</summary>
    Objective,
}
