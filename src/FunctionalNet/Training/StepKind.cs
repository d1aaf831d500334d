namespace FunctionalNet;

/// <summary>The kinds of graphs that a training is composed into.</summary>
internal enum StepKind
{
    /// <summary>A training step: the loss and the next values.</summary>
    Step,

    /// <summary>The loss of an evaluation: without dropout and penalties.</summary>
    Evaluation,

    /// <summary>The gradients of a step before its optimizer, but of the unscaled loss.</summary>
    Gradients,

    /// <summary>The training loss of the model in prediction mode, and its gradients.</summary>
    Objective,
}
