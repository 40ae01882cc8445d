import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureInstalled, top } from './prepare.mjs'

/**
 * Records the sound of a quiet room, made of noise and two low tones, for the demonstration: as phones record
 * it, by a Chromium, so that it is in their format.
 */
const file = join(top, 'shared/study/demonstration/recording.webm')
const seconds = 25
/** Enough for noise; phones use more for speech. */
const bitsPerSecond = 6000

await ensureInstalled()
const { chromium } = await import('@playwright/test')
const { ensureChromium } = await import('./find-chromium.mjs')
const browser = await chromium.launch({
	executablePath: await ensureChromium(),
	args: ['--autoplay-policy=no-user-gesture-required', '--no-sandbox'],
})
const page = await browser.newPage()
const recorded = await page.evaluate(recordRoom, { seconds, bitsPerSecond })
await browser.close()
mkdirSync(dirname(file), { recursive: true })
writeFileSync(file, Buffer.from(recorded, 'base64'))
console.log(`${file}: ${Buffer.from(recorded, 'base64').length} bytes`)

/** Runs in the page. Returns the recording in base64. */
async function recordRoom({ seconds: length, bitsPerSecond: audioBitsPerSecond }) {
	const audio = new AudioContext()
	const out = audio.createMediaStreamDestination()
	out.channelCount = 1
	const noise = audio.createBuffer(1, audio.sampleRate * 2, audio.sampleRate)
	const samples = noise.getChannelData(0)
	for (let i = 0; i < samples.length; i++) samples[i] = Math.random() * 2 - 1
	const room = new AudioBufferSourceNode(audio, { buffer: noise, loop: true })
	room
		.connect(new BiquadFilterNode(audio, { type: 'lowpass', frequency: 600 }))
		.connect(new GainNode(audio, { gain: 0.05 }))
		.connect(out)
	room.start()
	for (const [frequency, gain] of [
		[110, 0.02],
		[220, 0.01],
	]) {
		const tone = new OscillatorNode(audio, { frequency })
		tone.connect(new GainNode(audio, { gain })).connect(out)
		tone.start()
	}
	const recorder = new MediaRecorder(out.stream, { mimeType: 'audio/webm', audioBitsPerSecond })
	const pieces = []
	recorder.ondataavailable = ({ data }) => pieces.push(data)
	recorder.start(3000)
	await new Promise((done) => setTimeout(done, length * 1000))
	await new Promise((done) => {
		recorder.onstop = done
		recorder.stop()
	})
	const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer())
	return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
