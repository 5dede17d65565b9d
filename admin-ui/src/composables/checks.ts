/** Quick looks at what was typed, before the server judges it. They refuse only what is surely wrong. */
export const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim()) && text.length <= 254;
export const isPhone = (text: string): boolean => /^\+?[0-9 ()./-]{5,30}$/.test(text.trim());
export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);
