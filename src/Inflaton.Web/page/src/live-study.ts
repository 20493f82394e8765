import { Live, type Problem, type Result } from "./api";
import type { Doc } from "./json";
import { Transport, type LiveState } from "./transport";

/** What a room says of its study, and what it does as the study goes on. */
export interface LiveRoom {
  verb: string;
  path: string;
  doc: () => Doc;
  arrays: () => string[];
  /** Before it begins, or begins again. */
  begins: () => void;
  /** There is more to see, or another place to look at. */
  moved: () => void;
  ended?: (result: Result) => void;
  failed: (problems: Problem[]) => void;
  rewound: () => void;
  /** Places there are in all, and the words for the one that is looked at. */
  places: () => [count: number, words: string];
}

/** A study at work on the server for as long as one looks: its records so far, and the buttons that start, pause, step and rewind it. */
export class LiveStudy<T> {
  records: T[] = [];
  result?: Result;
  place = 0;
  readonly transport: Transport;
  private live?: Live<T>;
  private state: LiveState = "idle";

  constructor(private readonly room: LiveRoom) {
    this.transport = new Transport(room.verb, {
      run: () => this.toggle(),
      step: () => this.step(),
      rewind: () => this.rewind(),
      look: (place) => { this.place = place; room.moved(); },
      slow: (slow) => this.live?.tell({ slow }),
    });
  }

  get isAtWork(): boolean { return this.live !== undefined; }

  /** The record that is looked at, and the last one where there is none yet. */
  get seen(): T | undefined { return this.records[Math.min(this.place, this.records.length - 1)]; }

  toggle(): void {
    if (this.state === "running") {
      this.live?.tell({ pause: true });
      this.become("paused");
    } else if (this.state === "paused") {
      this.live?.tell({ go: true });
      this.become("running");
    } else {
      this.begin(false);
      this.become("running");
    }
  }

  rewind(): void {
    this.room.begins();
    this.stop();
    this.place = 0;
    this.room.rewound();
  }

  /** Ends what is at work and forgets its records. */
  stop(): void {
    this.live?.close();
    this.live = undefined;
    this.result = undefined;
    this.records = [];
    this.become("idle");
  }

  /** Says where it stands. */
  tell(): void {
    this.transport.show(this.state, this.place, ...this.room.places());
  }

  private step(): void {
    if (!this.live) this.begin(true);
    this.live?.tell({ step: 1 });
    this.become("paused");
  }

  private begin(holds: boolean): void {
    this.room.begins();
    this.stop();
    this.place = 0;
    const ends = (state: LiveState): void => {
      this.live = undefined;
      this.become(state);
    };
    this.live = new Live<T>(
      this.room.path, this.room.doc(), this.room.arrays(), holds ? [{ step: 1 }] : [{ slow: this.transport.delay }],
      {
        records: (records) => {
          this.records.push(...records);
          this.place = this.records.length - 1;
          this.room.moved();
        },
        ended: (result) => {
          this.result = result;
          this.room.ended?.(result);
          ends("ended");
          this.room.moved();
        },
        failed: (problems) => {
          ends("idle");
          this.room.failed(problems);
        },
      },
      holds,
    );
  }

  private become(state: LiveState): void {
    this.state = state;
    this.tell();
  }
}
