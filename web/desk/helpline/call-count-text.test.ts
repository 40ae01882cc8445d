import { expect, test } from 'vitest'
import type { useTranslations } from '../../ui/i18n.ts'
import { callCountText, shareText } from './call-count-text.ts'

const texts = { t: (key: string) => key, language: 'en' } as unknown as ReturnType<typeof useTranslations>
const share = (part: number | null, count: number | 'few' | null = 5) =>
	shareText(texts, { count, share: part })

test('a count is a number, or the word for suppressed values', () => {
	expect(callCountText(texts, 1500)).toBe('1,500')
	expect(callCountText(texts, 'few')).toBe('helpline.few')
	expect(callCountText(texts, 'withheld')).toBe('helpline.withheld')
})

test('a share is whole from ten per cent on, with one decimal below', () => {
	expect(share(0.8)).toBe('80%')
	expect(share(0.1)).toBe('10%')
	expect(share(0.0994)).toBe('9.9%')
	expect(share(0.001)).toBe('0.1%')
})

test('next to a count, a share below a tenth of a per cent is left out', () => {
	expect(share(0.0009)).toBe('')
	expect(share(0)).toBe('')
	expect(share(null)).toBe('')
})

test('a share without its count is whole, and never zero', () => {
	expect(share(0.034, null)).toBe('3%')
	expect(share(0.009, null)).toBe('helpline.lessThanOne')
	expect(share(0, null)).toBe('helpline.lessThanOne')
})
