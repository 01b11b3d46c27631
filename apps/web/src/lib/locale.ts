/** The interface is written in English: amounts and dates beside it are too, whatever the browser speaks. */
export const locale = 'en-GB'
