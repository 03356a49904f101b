/** A request that was not worked on, as too many wait or it waited too long. */
export class Shed extends Error {
  override readonly name = 'Shed';
}

export interface QueueOptions {
  /** How many are worked on at once. */
  atOnce: number;
  /** How many may wait. */
  longest: number;
  maxWaitMs: number;
}

interface Waiting {
  begin(): void;
  giveUp(error: Error): void;
}

/** Lets a few requests through at once, in the order in which they came; the others wait, or are shed. */
export class RequestQueue {
  private readonly options: QueueOptions;
  private readonly waiting = new Set<Waiting>();
  private running = 0;

  constructor(options: QueueOptions) {
    this.options = options;
  }

  /** Does the work when its turn comes. Throws `Shed` where it does not come in time, or the caller leaves before. */
  async run<T>(work: () => Promise<T>, left: AbortSignal): Promise<T> {
    if (this.running >= this.options.atOnce) await this.turn(left);
    else this.running++;
    try {
      return await work();
    } finally {
      const [next] = this.waiting;
      if (next) next.begin();
      else this.running--;
    }
  }

  private turn(left: AbortSignal): Promise<void> {
    const { longest, maxWaitMs } = this.options;
    if (left.aborted) throw new Shed('the caller left');
    if (this.waiting.size >= longest) throw new Shed('too many requests wait');
    return new Promise((resolve, reject) => {
      const leave = () => waiting.giveUp(new Shed('the caller left'));
      const timer = setTimeout(() => waiting.giveUp(new Shed('the request waited too long')), maxWaitMs);
      const end = () => {
        clearTimeout(timer);
        left.removeEventListener('abort', leave);
        this.waiting.delete(waiting);
      };
      const waiting: Waiting = {
        begin: () => {
          end();
          resolve();
        },
        giveUp: (error) => {
          end();
          reject(error);
        },
      };
      this.waiting.add(waiting);
      left.addEventListener('abort', leave);
    });
  }
}
