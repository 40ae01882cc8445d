import { expect, test } from 'vitest'
import { editHeader } from './edit-rows.ts'

test('the columns of corrections.csv keep their names, so that released files still verify', () => {
	expect(editHeader.join(',')).toBe(
		'record_id,correction,takes_back,question,before,after,author,time,reason',
	)
})
