const NOTES_HZ = [659.25, 880];
const NOTE_S = 0.18;
const LOUDNESS = 0.08;

let context: AudioContext | undefined;

/** Plays two short notes. Does nothing before the viewer has interacted with the page, because browsers do not allow sound then. */
export function chime(): void {
  if (typeof AudioContext === 'undefined' || !navigator.userActivation.hasBeenActive) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const [index, frequency] of NOTES_HZ.entries()) {
    const note = context.createOscillator();
    const volume = context.createGain();
    const at = start + index * NOTE_S;
    note.frequency.value = frequency;
    volume.gain.setValueAtTime(LOUDNESS, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
    note.connect(volume).connect(context.destination);
    note.start(at);
    note.stop(at + NOTE_S);
  }
}
