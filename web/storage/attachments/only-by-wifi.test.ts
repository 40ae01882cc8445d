import '../../../tests/helpers/browser.ts'
import { expect, test } from 'vitest'
import { write } from '../database/database.ts'
import { isOnlyByWifi, setOnlyByWifi } from './attachment-index.ts'

test('“Wi-Fi only” is a setting of one person', async () => {
	await setOnlyByWifi('amina', true)
	expect(await isOnlyByWifi('amina')).toBe(true)
	expect(await isOnlyByWifi('bano')).toBe(false)
})

test('the setting of the whole phone, of an earlier version, counts for a person until they choose', async () => {
	await write(['settings'], ({ settings }) => settings.put({ key: 'attachments-only-by-wifi', value: 'yes' }))
	await setOnlyByWifi('chand', false)
	expect([await isOnlyByWifi('chand'), await isOnlyByWifi('dua')]).toEqual([false, true])
})
