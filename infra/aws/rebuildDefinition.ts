/** Something is wrong with a rebuild that takes longer: two days. */
const LONGEST_SECONDS = 2 * 24 * 3600;

/**
 * The rebuild in Amazon States Language: the function makes tasks of the input, a request. Each task is passed to the
 * function, and what it returns passed again, until it is done. A call that fails is repeated with what it had: its
 * steps may run again. The results are the output, in the order of the tasks.
 */
export function rebuildDefinition(functionArn: string): object {
  return {
    QueryLanguage: 'JSONata',
    StartAt: 'The tasks',
    TimeoutSeconds: LONGEST_SECONDS,
    States: {
      'The tasks': { ...callOf(functionArn), Next: 'Each task' },
      'Each task': {
        Type: 'Map',
        Items: '{% $states.input %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Some steps',
          States: {
            'Some steps': { ...callOf(functionArn), Next: 'Done?' },
            'Done?': {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input.done %}', Next: 'The end' }],
              Default: 'Some steps',
            },
            'The end': { Type: 'Succeed' },
          },
        },
        End: true,
      },
    },
  };
}

/** A call of the function with the state's input; what it returns is the state's output. */
const callOf = (functionArn: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: functionArn, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  Retry: [
    {
      ErrorEquals: ['States.ALL'],
      IntervalSeconds: 2,
      BackoffRate: 2,
      MaxDelaySeconds: 120,
      MaxAttempts: 10,
      JitterStrategy: 'FULL',
    },
  ],
});
